package org.ngrokd.streams.net;

/** Names of the handlers in every pipeline of both programs, from the socket upwards. */
public final class HandlerNames {
  public static final String DEADLINE = "deadline";
  public static final String HTTP_PROXY = "http-proxy";
  public static final String PROXY_HEADER = "proxy-header";
  public static final String FIRST_BYTES = "first-bytes";
  public static final String SERVER_NAME = "server-name";
  public static final String TLS = "tls";
  public static final String MEMORY = "memory";
  public static final String WRITE_TIMEOUT = "write-timeout";
  public static final String FRAMES = "frames";
  public static final String MESSAGE_DECODER = "message-decoder";
  public static final String MESSAGE_ENCODER = "message-encoder";
  public static final String MESSAGE_RATE = "message-rate";
  public static final String CHUNK_DECODER = "chunk-decoder";
  public static final String CHUNK_ENCODER = "chunk-encoder";
  public static final String MUX = "mux";
  public static final String MUX_BURST = "mux-burst";
  public static final String ROLE = "role";
  public static final String RELAY = "relay";
  public static final String FAILURES = "failures";

  private HandlerNames() {}
}
