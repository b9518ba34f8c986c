export const USAGE = `Makes one video, or a film of three clips, in a real n8n with this node.

  npm run demo -- [options]

  --prompt TEXT      what the video shows
  --size SIZE        720x1280, 1280x720 (default), 1024x1792, 1792x1024, 1080x1920 or 1920x1080
  --duration SECONDS 4 (default), 8, 12, 16 or 20
  --image FILE       animate this picture instead (then --resolution 720p or 1080p, not --size)
  --film             make a film of three scenes instead, as the example film-from-a-script.json does
  --live             use WaveSpeedAI itself, with the key in WAVESPEED_API_KEY; costs money
  --yes              don't ask before spending money
  --help

Without --live WaveSpeedAI is simulated on this machine, and nothing is paid.`;

/** The command line can't be carried out as it is. */
export class UsageError extends Error {}
