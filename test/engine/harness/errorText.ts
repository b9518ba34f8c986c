import type { WorkflowRun } from './runWorkflow';

/** Message and description of a run's error: what the editor shows a person. */
export function errorText({ error }: WorkflowRun): string {
	if (!error) return '';
	const { message, description } = error as { message: string; description?: string | null };
	return [message, description].filter(Boolean).join('\n');
}
