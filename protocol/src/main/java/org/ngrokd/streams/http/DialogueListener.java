package org.ngrokd.streams.http;

/**
 * The door through which all hear of requests and replies, whatever they came in. {@link
 * HttpDialogue} tells it of HTTP/1, one listener for each connection; of a protocol that carries
 * many requests side by side there is one for each of its streams, and heads are told as HTTP/1
 * would write them.
 *
 * <p>For each request: began, body …, ended; for each reply: interim …, began, body …, ended. The
 * two are independent: a reply may begin, and end, before its request is whole, and several
 * requests may come before the first reply. Replies keep the order of their requests. Nothing is
 * late: what is told has just been read, on the reader's thread. What cannot be told any more is,
 * once: malformed, cut. Nobody hears twice of an end.
 */
public interface DialogueListener extends RequestListener, ReplyListener {
  /**
   * The request that asked to leave HTTP is answered. What the visitor sent behind it has waited;
   * now it can be read, as HTTP or not.
   */
  void decided(boolean leavesHttp);
}
