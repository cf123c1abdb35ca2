package org.ngrokd.streams.memory;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.handler.codec.ByteToMessageDecoder.Cumulator;
import io.netty.util.AttributeKey;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the decoders of a connection keep: the begin of a TLS record, of a message, of a
 * ClientHello, whose end has not come yet. Anybody can send such a begin and stop.
 *
 * <p>Confined to the event loop of its channel, but for {@link #held}.
 */
public final class InputMemory {
  private static final AttributeKey<InputMemory> KEY = AttributeKey.valueOf(InputMemory.class, "");

  private final List<Kept> kept = new ArrayList<>(2);
  private int others;
  private volatile int held;

  private InputMemory() {}

  /** That of a channel; there is one for each. */
  public static InputMemory of(Channel channel) {
    InputMemory known = channel.attr(KEY).get();
    if (known != null) {
      return known;
    }
    InputMemory added = new InputMemory();
    InputMemory before = channel.attr(KEY).setIfAbsent(added);
    return before == null ? added : before;
  }

  /**
   * Counts what this decoder keeps, before it has got anything.
   *
   * @param cumulator puts together what it gets: the decoder's own way
   */
  public void watch(Channel channel, ByteToMessageDecoder decoder, Cumulator cumulator) {
    Kept watched = new Kept(decoder, cumulator);
    kept.add(watched);
    decoder.setCumulator(watched);
    channel.closeFuture().addListener(closed -> watched.forget());
  }

  /** This decoder has left the pipeline; what it kept went on to the next. */
  public void removed(@Nullable Object decoder) {
    kept.removeIf(
        each -> {
          if (each.decoder == decoder) {
            each.forget();
          }
          return each.decoder == decoder;
        });
  }

  /** What a handler keeps that is no such decoder, in bytes. */
  public void keeps(int bytes) {
    others = bytes;
  }

  /** To be called when what was read has gone through the decoders. */
  public void settle() {
    int sum = others;
    for (int i = 0; i < kept.size(); i++) {
      sum += kept.get(i).settle();
    }
    if (sum != held) {
      held = sum;
    }
  }

  /** What they kept when that was settled, in bytes. Any thread. */
  public int held() {
    return held;
  }

  /**
   * Sees the buffer in which a decoder gathers its input, and holds on to it until it can be seen
   * whether the decoder does so, too.
   */
  private static final class Kept implements Cumulator {
    private final ByteToMessageDecoder decoder;
    private final Cumulator cumulator;
    private @Nullable ByteBuf last;
    private int before;

    Kept(ByteToMessageDecoder decoder, Cumulator cumulator) {
      this.decoder = decoder;
      this.cumulator = cumulator;
    }

    @Override
    public ByteBuf cumulate(ByteBufAllocator alloc, ByteBuf cumulation, ByteBuf in) {
      forget();
      ByteBuf gathered = cumulator.cumulate(alloc, cumulation, in);
      last = gathered.retain();
      return gathered;
    }

    /** What is still there; whoever is its only holder drops it. */
    int settle() {
      ByteBuf gathered = last;
      if (gathered == null) {
        return before;
      }
      before = gathered.refCnt() > 1 && gathered.isReadable() ? BufferMemory.of(gathered) : 0;
      forget();
      return before;
    }

    private void forget() {
      if (last != null) {
        last.release();
        last = null;
      }
    }
  }
}
