export const USAGE = `Makes one video, or a film of three clips, in a real n8n with this node.

  npm run demo -- [options]

  --prompt TEXT      what the video shows
  --model NAME       seedance-2.0 (default), another one that the node's field Model offers, or
                     sora-2-pro for Sora 2 Pro
  --aspect-ratio R   16:9 (default), 9:16, 4:3, 3:4, 1:1 or 21:9; of a picture, the picture's
  --resolution RES   720p (default); 480p, 1080p or 4k where the model has it
  --duration SECONDS 5 (default) or what the model allows, 4 to 15
  --size SIZE        of Sora 2 Pro, in place of aspect ratio and resolution: 1280x720 (default),
                     720x1280, 1024x1792, 1792x1024, 1080x1920 or 1920x1080
  --image FILE       animate this picture instead
  --film             make a film of three scenes instead, as the example film-from-a-script.json does
  --live             use WaveSpeedAI itself, with the key in WAVESPEED_API_KEY; costs money
  --yes              don't ask before spending money
  --help

Without --live WaveSpeedAI is simulated on this machine: nothing is paid, and the video shows coloured
bars (or your picture) with the first words of the prompt.`;

/** The command line can't be carried out as it is. */
export class UsageError extends Error {}
