package org.ngrokd.server.cluster.links;

import java.util.Optional;
import org.ngrokd.protocol.mux.StreamHead;

/** The head of a stream that is no visitor's: one node asks another one something. */
final class Question {
  /** No URL begins so. */
  private static final String BEGINNING = "ask:";

  /** Of a question, in bytes. */
  static final int MOST_ASKED = 1024 * 1024;

  /** Of an answer, in bytes: what some 30,000 tunnels are in a list. */
  static final int MOST_ANSWERED = 16 * 1024 * 1024;

  private Question() {}

  static StreamHead head(String kind) {
    return new StreamHead(BEGINNING + kind, "");
  }

  /** Of which kind it is; empty: it is none. */
  static Optional<String> kind(StreamHead head) {
    return head.url().startsWith(BEGINNING)
        ? Optional.of(head.url().substring(BEGINNING.length()))
        : Optional.empty();
  }
}
