import { parkedTests } from './parkedTests';

/** The last 1.x line: it guards neither against repeated calls nor against a timer beside a call. */
parkedTests('1.123.81');
