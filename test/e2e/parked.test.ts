import { parkedTests } from './parkedTests';

parkedTests();
