import type { INodeExecutionData, INodeProperties, INodePropertyOptions } from 'n8n-workflow';
import type { Host } from '../base/host';
import type { Place } from '../fields/display';

/** One operation: how it looks in the panel, and what it does. One file each. */
export interface Operation {
	resource: string;
	/** Entry of the Operation field. */
	option: INodePropertyOptions & { value: string };
	/** Its fields, shown in the given place of the panel. */
	fields(place: Place): INodeProperties[];
	run(host: Host): Promise<INodeExecutionData[]>;
}
