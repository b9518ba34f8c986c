import type { SoundFormat } from './soundFormat';

/** One frame of silence in AAC-LC by channels, at any sampling rate. */
const FRAMES: Record<number, Uint8Array> = {
	1: Uint8Array.of(0x00, 0xc8, 0x00, 0x80, 0x23, 0x80),
	2: Uint8Array.of(0x21, 0x00, 0x49, 0x90, 0x02, 0x19, 0x00, 0x23, 0x80),
};

/** A silent frame of this kind of sound; undefined where none is known. */
export function silentFrame({ objectType, channels }: SoundFormat): Uint8Array | undefined {
	return objectType === 2 ? FRAMES[channels] : undefined;
}
