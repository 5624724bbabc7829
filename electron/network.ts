/** The network as features see it: a fetch of one partition, whose connections can be destroyed at once. */
export interface Transport {
  /** Never sends cookies, refuses redirects, constant headers. Rejects on any network failure. */
  fetch(url: string, init: RequestInit): Promise<Response>;
  /** Destroys every socket of this partition, also those of requests under way. */
  closeAllConnections(): Promise<void>;
}
