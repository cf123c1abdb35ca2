package org.ngrokd.streams.ssh;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import java.net.SocketAddress;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.sshd.common.future.CloseFuture;
import org.apache.sshd.common.io.AbstractIoWriteFuture;
import org.apache.sshd.common.io.IoService;
import org.apache.sshd.common.io.IoSession;
import org.apache.sshd.common.io.IoWriteFuture;
import org.apache.sshd.common.util.buffer.Buffer;
import org.apache.sshd.common.util.closeable.AbstractCloseable;
import org.jspecify.annotations.Nullable;

/**
 * The socket of an SSH connection, as MINA wants to see it. Packets may be written on any thread:
 * they go out in the order in which they were encrypted. What is read is told by {@link
 * SshHandler}, on the event loop of the channel.
 */
final class SshSocket extends AbstractCloseable implements IoSession {
  private static final AtomicLong IDS = new AtomicLong();

  private final long id = IDS.incrementAndGet();
  private final ChannelHandlerContext ctx;
  private final SocketAddress peer;
  private final Map<Object, Object> attributes = new ConcurrentHashMap<>();
  private final Queue<Packet> packets = new ConcurrentLinkedQueue<>();
  private boolean flushing;

  /**
   * @param peer who is at the other end, which need not be the peer of the socket
   */
  SshSocket(ChannelHandlerContext ctx, SocketAddress peer) {
    super("ssh");
    this.ctx = ctx;
    this.peer = peer;
  }

  /** An encrypted packet on its way. */
  private record Packet(ByteBuf bytes, Written written) {}

  /** Tells whoever waits for a packet that the system has it. */
  private static final class Written extends AbstractIoWriteFuture {
    Written(Object id) {
      super(id, null);
    }

    void settle(@Nullable Throwable failure) {
      setValue(failure == null ? true : failure);
    }
  }

  Channel channel() {
    return ctx.channel();
  }

  /**
   * Called under the lock under which packets are encrypted, so that the queue has them in their
   * order whatever thread they come from.
   */
  @Override
  public IoWriteFuture writeBuffer(Buffer buffer) {
    int length = buffer.available();
    ByteBuf bytes = ctx.alloc().buffer(length, length);
    bytes.writeBytes(buffer.array(), buffer.rpos(), length);
    Written written = new Written(id);
    packets.add(new Packet(bytes, written));
    if (ctx.executor().inEventLoop()) {
      write();
    } else {
      ctx.executor().execute(this::write);
    }
    return written;
  }

  private void write() {
    for (Packet packet = packets.poll(); packet != null; packet = packets.poll()) {
      Written written = packet.written();
      ctx.write(packet.bytes()).addListener(done -> written.settle(done.cause()));
    }
    if (!ctx.channel().isWritable()) {
      ctx.flush();
    } else if (!flushing) {
      flushing = true;
      ctx.executor().execute(this::flush); // with what else is written in this turn
    }
  }

  private void flush() {
    flushing = false;
    ctx.flush();
  }

  @Override
  public long getId() {
    return id;
  }

  @Override
  public @Nullable SocketAddress getAcceptanceAddress() {
    return null;
  }

  @Override
  public SocketAddress getRemoteAddress() {
    return peer;
  }

  @Override
  public SocketAddress getLocalAddress() {
    return ctx.channel().localAddress();
  }

  @Override
  public @Nullable Object getAttribute(Object key) {
    return attributes.get(key);
  }

  @Override
  public @Nullable Object setAttribute(Object key, Object value) {
    return attributes.put(key, value);
  }

  @Override
  public @Nullable Object setAttributeIfAbsent(Object key, Object value) {
    return attributes.putIfAbsent(key, value);
  }

  @Override
  public @Nullable Object removeAttribute(Object key) {
    return attributes.remove(key);
  }

  /** There is no such thing here: channels come from our own listeners and dialers. */
  @Override
  public @Nullable IoService getService() {
    return null;
  }

  @Override
  public void shutdownOutputStream() {
    ctx.executor().execute(this::flush);
  }

  @Override
  public void suspendRead() {
    ctx.channel().config().setAutoRead(false);
  }

  @Override
  public void resumeRead() {
    ctx.channel().config().setAutoRead(true);
  }

  /** What was written is sent first. */
  @Override
  protected CloseFuture doCloseGracefully() {
    ctx.executor()
        .execute(
            () -> {
              ctx.flush();
              ctx.close().addListener(closed -> closeFuture.setClosed());
            });
    return closeFuture;
  }

  @Override
  protected void doCloseImmediately() {
    ctx.close().addListener(closed -> {});
    super.doCloseImmediately();
  }
}
