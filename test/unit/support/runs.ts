/** How often a property is tried: so often in `npm test`, a multiple in `npm run test:campaign`. */
export const runs = (usual: number): number => Math.ceil(usual * Number(process.env.FC_TIMES ?? 1));
