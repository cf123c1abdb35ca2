package org.ngrokd.server.edge;

/** Why the server answers a request itself, or breaks it or a connection off. */
public enum Refusal {
  /** The request breaks a rule of HTTP, or plays tricks. */
  BAD_REQUEST,
  /** Its head is longer, or has more lines, than is taken. */
  LARGE_HEAD,
  /** Its head does not come in time. */
  SLOW_HEAD,
  /** Its body comes at too slow a pace. */
  SLOW_BODY,
  /** No tunnel has the name. */
  NO_TUNNEL,
  /** The tunnel has lists of networks, and a trusted proxy does not say who the visitor is. */
  UNNAMED_VISITOR,
  /** The tunnel does not let this address in. */
  ADDRESS,
  /** The tunnel has a password, and this is not it. */
  PASSWORD,
  /** It is sent to https. */
  REDIRECTED,
  /** A CA looks whether the name is ours, and the server itself answers. */
  OWN_FILE,
  /** More visitors want a way to the client than there may be. */
  BUSY,
  /** What is behind it fails, at all of its clients. */
  UNWELL,
  /** The client gives no way. */
  CLIENT_AWAY,
  /** What the service says cannot be passed on. */
  BAD_REPLY,
  /** Too much waits in memory. */
  MEMORY
}
