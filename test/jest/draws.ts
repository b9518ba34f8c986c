import * as fc from 'fast-check';

/**
 * Properties are tried with the same draws in each run of `npm test`, so that what lands doesn't
 * hang on luck. `npm run test:campaign` draws anew, and far more often.
 */
fc.configureGlobal({ seed: Number(process.env.FC_SEED ?? 20261126) });
