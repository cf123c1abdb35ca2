package org.ngrokd.streams.http;

import io.netty.buffer.ByteBuf;

/**
 * Hears what a service answers, each reply to the first request that has none. Buffers are the
 * listener's, who releases them. Called by whoever reads the bytes, in their order, within the call
 * that brought them.
 */
public interface ReplyListener {
  /** A reply before the real one. */
  void interim(ResponseHead head);

  /** The real one. If it {@link ResponseHead#opensTunnel}, no HTTP follows, and it never ends. */
  void replyBegan(ResponseHead head);

  /** Part of the body of the reply that began last. */
  void replyBody(ByteBuf bytes);

  /**
   * It is whole.
   *
   * @param trailers what followed its last chunk, where bodies are told by their content
   */
  void replyEnded(HeaderLines trailers);

  /**
   * The service sent what is no reply, or may be one of two; nothing that it sends is followed any
   * more.
   *
   * @param isBegun whether the reply had begun, so that a part of it has been told
   */
  void replyMalformed(BadMessageException e, boolean isBegun);

  /** The service has finished, and the reply that began last is not whole. */
  void replyCut();

  /** Bytes of a service that does not speak HTTP/1 at all. All that follow are such. */
  void foreignBytes(ByteBuf bytes);

  /** Bytes where no request waits for a reply. All that follow are such. */
  void unaskedBytes(ByteBuf bytes);

  /** Bytes behind a reply that left HTTP. */
  void serviceBytes(ByteBuf bytes);
}
