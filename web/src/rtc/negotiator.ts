import { Device } from "mediasoup-client";
import type { RtpCapabilities } from "mediasoup-client/types";

/** The browser's side of the negotiation, for a router with these capabilities. */
export type LoadDevice = (routerRtpCapabilities: RtpCapabilities) => Promise<Device>;

export const loadDevice: LoadDevice = async (routerRtpCapabilities) => {
  const device = await Device.factory();
  await device.load({ routerRtpCapabilities });
  return device;
};
