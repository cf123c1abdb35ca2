package org.ngrokd.streams.ssh;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.net.SocketAddress;
import java.util.function.Consumer;
import org.apache.sshd.common.io.IoHandler;
import org.apache.sshd.common.session.helpers.AbstractSession;
import org.apache.sshd.common.util.Readable;
import org.jspecify.annotations.Nullable;
import org.ngrokd.streams.memory.InputMemory;

/**
 * The last handler of an SSH connection: gives what comes to MINA. The connection begins with the
 * channel, or at once when that is active already.
 *
 * <p>Confined to the event loop of its channel.
 */
public final class SshHandler extends ChannelInboundHandlerAdapter {
  private final IoHandler mina;
  private final SocketAddress peer;
  private final Consumer<SshLine> begun;
  private @Nullable SshSocket socket;
  private @Nullable SshLine line;

  /**
   * @param mina makes sessions: MINA's own factory of them
   * @param peer who is at the other end
   * @param begun hears of the connection before anything was read
   */
  public SshHandler(IoHandler mina, SocketAddress peer, Consumer<SshLine> begun) {
    this.mina = mina;
    this.peer = peer;
    this.begun = begun;
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) throws Exception {
    if (ctx.channel().isActive()) {
      begin(ctx);
    }
  }

  @Override
  public void channelActive(ChannelHandlerContext ctx) throws Exception {
    begin(ctx);
  }

  private void begin(ChannelHandlerContext ctx) throws Exception {
    if (socket != null) {
      return;
    }
    SshSocket beginning = new SshSocket(ctx, peer);
    socket = beginning;
    mina.sessionCreated(beginning);
    line = SshLine.attach(ctx.channel(), AbstractSession.getSession(beginning));
    begun.accept(line);
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) throws Exception {
    ByteBuf bytes = (ByteBuf) message;
    try {
      if (socket != null) {
        mina.messageReceived(socket, new Received(bytes));
      }
    } finally {
      bytes.release();
    }
  }

  /** MINA copies what it gets. */
  private record Received(ByteBuf bytes) implements Readable {
    @Override
    public int available() {
      return bytes.readableBytes();
    }

    @Override
    public void getRawBytes(byte[] target, int offset, int length) {
      bytes.readBytes(target, offset, length);
    }
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext ctx) {
    if (line != null) {
      line.burst();
      if (line.session() instanceof Undecoded session) {
        InputMemory.of(ctx.channel()).keeps(session.undecoded());
      }
    }
    ctx.fireChannelReadComplete();
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext ctx) {
    if (line != null && ctx.channel().isWritable()) {
      line.pump();
    }
    ctx.fireChannelWritabilityChanged();
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) throws Exception {
    SshSocket ended = socket;
    if (ended != null && AbstractSession.getSession(ended, true) != null) {
      mina.sessionClosed(ended);
    }
    ctx.fireChannelInactive();
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable failure) throws Exception {
    SshSocket broken = socket;
    if (broken != null && AbstractSession.getSession(broken, true) != null) {
      mina.exceptionCaught(broken, failure);
    } else {
      ctx.fireExceptionCaught(failure);
    }
  }
}
