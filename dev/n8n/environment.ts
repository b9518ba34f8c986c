/** What `npm run` puts into the environment and a child npm still needs from the person's own set-up. */
const NPM_SETTINGS_TO_KEEP = new Set([
	'npm_config_cache',
	'npm_config_cafile',
	'npm_config_https_proxy',
	'npm_config_noproxy',
	'npm_config_proxy',
	'npm_config_registry',
	'npm_config_userconfig',
]);

/** Settings of the calling process that would change how n8n or npm behave in a child process. */
const isOurs = (name: string): boolean =>
	(/^npm_/i.test(name) && !NPM_SETTINGS_TO_KEEP.has(name.toLowerCase())) ||
	/^(N8N|JEST|WAVESPEED|DB|EXECUTIONS|QUEUE)_/.test(name) ||
	['NODE_ENV', 'NODE_OPTIONS', 'WEBHOOK_URL', 'GENERIC_TIMEZONE'].includes(name);

/**
 * The environment for a child process: this process's own, without what jest, `npm run` or a
 * WaveSpeed user set in it (so no API key reaches n8n but by a credential), with `additions`.
 */
export function childEnvironment(additions: NodeJS.ProcessEnv = {}): NodeJS.ProcessEnv {
	const inherited = Object.entries(process.env).filter(([name]) => !isOurs(name));
	return { ...Object.fromEntries(inherited), ...additions };
}

/** `environment` with `folder` first on the PATH. */
export function withPath(folder: string, environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
	return { ...environment, PATH: `${folder}:${environment['PATH'] ?? ''}` };
}
