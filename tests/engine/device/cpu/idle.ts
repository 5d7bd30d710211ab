/** A program that tells how many milliseconds of processors four threads take in 300 of nothing. */
import { cpuUsage } from "node:process";
import { openHere, partakers } from "./handmade.ts";

const device = await openHere(4);
console.log(`${await partakers(device, 4)} threads took part`);
// The least of some times: programs are compiled anew in the background once they were run often.
const spent: number[] = [];
for (let i = 0; i < 5; i++) {
  const before = cpuUsage();
  await new Promise((resolve) => setTimeout(resolve, 300));
  const { user, system } = cpuUsage(before);
  spent.push((user + system) / 1000);
}
console.log(Math.min(...spent));
device.destroy();
