/** Puts the telemetry pipeline together: recorder → spool → uploader, behind one gate. */
import type { Telemetry, TelemetryDeps } from './contract.ts';

export type { Environment, Telemetry, TelemetryDeps, TelemetryFacts, TelemetryIdentity } from './contract.ts';

export function createTelemetry(deps: TelemetryDeps): Telemetry {
  throw new Error(`the telemetry pipeline is not built yet (${deps.directory})`);
}
