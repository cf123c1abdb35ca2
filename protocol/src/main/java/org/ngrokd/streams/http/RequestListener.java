package org.ngrokd.streams.http;

import io.netty.buffer.ByteBuf;

/**
 * Hears what a visitor asks. Buffers are the listener's, who releases them. Called by whoever reads
 * the bytes, in their order, within the call that brought them.
 */
public interface RequestListener {
  /** A request has come; its body follows, if it has one. */
  void requestBegan(RequestHead head);

  /** Part of the body of the request that began last. */
  void requestBody(ByteBuf bytes);

  /**
   * It has come whole.
   *
   * @param trailers what followed its last chunk, where bodies are told by their content
   */
  void requestEnded(HeaderLines trailers);

  /** The visitor sent what is no request; nothing that it sends is followed any more. */
  void requestMalformed(BadMessageException e);

  /** The visitor has finished, and the request that began last is not whole. */
  void requestCut();

  /** Bytes behind a request that left HTTP. */
  void visitorBytes(ByteBuf bytes);
}
