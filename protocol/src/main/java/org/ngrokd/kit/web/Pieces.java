package org.ngrokd.kit.web;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * A body in pieces, each of which is made when those before it have gone: however much it is in
 * all, little of it is in memory. For one thread.
 */
public final class Pieces implements AutoCloseable {
  private final Iterator<Supplier<byte[]>> rest;
  private final Runnable whenOver;
  private boolean isOver;

  private Pieces(List<Supplier<byte[]>> parts, Runnable whenOver) {
    this.rest = parts.iterator();
    this.whenOver = whenOver;
  }

  /**
   * These, one after the other.
   *
   * @param whenOver is run when no more of them will be asked for
   */
  public static Pieces of(List<Supplier<byte[]>> parts, Runnable whenOver) {
    return new Pieces(parts, whenOver);
  }

  /**
   * A list in JSON.
   *
   * @param before what stands before its elements
   * @param elements those that turn out to be empty are left out
   * @param after what stands behind them
   */
  public static Pieces list(
      Supplier<byte[]> before,
      Iterable<Supplier<Optional<byte[]>>> elements,
      Supplier<byte[]> after) {
    List<Supplier<byte[]>> parts = new ArrayList<>();
    parts.add(before);
    boolean[] isLater = {false};
    for (Supplier<Optional<byte[]>> each : elements) {
      parts.add(
          () -> {
            Optional<byte[]> element = each.get();
            boolean needsComma = isLater[0];
            isLater[0] |= element.isPresent();
            return element.map(bytes -> needsComma ? behindComma(bytes) : bytes).orElse(NOTHING);
          });
    }
    parts.add(after);
    return new Pieces(parts, () -> {});
  }

  private static final byte[] NOTHING = {};

  private static byte[] behindComma(byte[] bytes) {
    byte[] joined = new byte[bytes.length + 1];
    joined[0] = ',';
    System.arraycopy(bytes, 0, joined, 1, bytes.length);
    return joined;
  }

  public boolean hasNext() {
    return rest.hasNext();
  }

  /** Makes the next one; it may be empty. */
  public byte[] next() {
    return rest.next().get();
  }

  @Override
  public void close() {
    if (!isOver) {
      isOver = true;
      whenOver.run();
    }
  }
}
