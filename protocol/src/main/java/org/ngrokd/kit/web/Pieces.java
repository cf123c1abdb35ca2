package org.ngrokd.kit.web;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/**
 * A body in pieces, each of which is made when those before it have gone: however much it is in
 * all, little of it is in memory. For one thread.
 */
public final class Pieces implements AutoCloseable {
  private final Iterator<Supplier<byte[]>> rest;
  private final Optional<Source> source;
  private final Runnable whenOver;
  private boolean isOver;

  /** Makes one piece after the other; it is asked for none before the last is there. */
  @FunctionalInterface
  public interface Source {
    /**
     * The next piece.
     *
     * @return empty when there are no more; completes on any thread, or fails
     */
    CompletionStage<Optional<byte[]>> next();
  }

  private Pieces(List<Supplier<byte[]>> parts, Optional<Source> source, Runnable whenOver) {
    this.rest = parts.iterator();
    this.source = source;
    this.whenOver = whenOver;
  }

  /**
   * These, one after the other.
   *
   * @param whenOver is run when no more of them will be asked for
   */
  public static Pieces of(List<Supplier<byte[]>> parts, Runnable whenOver) {
    return new Pieces(parts, Optional.empty(), whenOver);
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
    return new Pieces(parts, Optional.empty(), () -> {});
  }

  private static final byte[] NOTHING = {};

  private static byte[] behindComma(byte[] bytes) {
    byte[] joined = new byte[bytes.length + 1];
    joined[0] = ',';
    System.arraycopy(bytes, 0, joined, 1, bytes.length);
    return joined;
  }

  /** Those of a source that takes its time. */
  public static Pieces later(Source source) {
    return new Pieces(List.of(), Optional.of(source), () -> {});
  }

  /** Where they come from that take their time; empty: they are made at once. */
  Optional<Source> source() {
    return source;
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
