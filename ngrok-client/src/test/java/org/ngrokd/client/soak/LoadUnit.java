package org.ngrokd.client.soak;

import java.io.IOException;
import java.util.List;
import java.util.Random;

/** One kind of load: a piece of it at a time. */
interface LoadUnit {
  /** What the tally calls it. */
  String name();

  /**
   * Does one piece.
   *
   * @param involved the names of the clients that it needs are added here first
   * @throws IOException when it fails cleanly
   */
  void run(Random random, List<String> involved) throws IOException, InterruptedException;
}
