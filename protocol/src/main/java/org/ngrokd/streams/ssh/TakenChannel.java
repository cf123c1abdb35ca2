package org.ngrokd.streams.ssh;

import java.io.IOException;
import java.util.List;
import org.apache.sshd.client.future.DefaultOpenFuture;
import org.apache.sshd.client.future.OpenFuture;
import org.apache.sshd.common.SshConstants;
import org.apache.sshd.common.channel.Channel;
import org.apache.sshd.common.channel.ChannelFactory;
import org.apache.sshd.common.session.Session;
import org.apache.sshd.common.util.buffer.Buffer;
import org.apache.sshd.server.channel.AbstractServerChannel;

/**
 * A forwarded channel that the peer opens ({@link Forwarding}).
 *
 * <p>Confined to the event loop of its connection.
 */
public final class TakenChannel extends AbstractServerChannel {
  private static final int MAX_PORT = 65_535;

  private final Taker taker;
  private final SshLine line;
  private final ChannelWire wire;
  private final SshEnd end;

  /** Decides about channels that the peer opens. */
  @FunctionalInterface
  public interface Taker {
    /**
     * Lets the channel in by {@link Answer#take} or refuses it, then or later, on any thread.
     *
     * @param session the connection in which it is opened
     */
    void asked(Session session, Forwarding forwarding, Answer answer);
  }

  /** What is said to the peer. */
  public interface Answer {
    /**
     * The channel is open. On the event loop of the connection.
     *
     * @return its end
     */
    SshEnd take();

    /** It is not to be had; the peer is told why. Any thread. */
    void refuse(String reason);
  }

  private TakenChannel(Taker taker, SshLine line) {
    super("", List.of(), null);
    this.taker = taker;
    this.line = line;
    this.wire = new ChannelWire(this, this::sendEof, this::sendWindowAdjust);
    this.end = new SshEnd(line, wire, new ReceiveWindow());
    addCloseFutureListener(closed -> line.loop().execute(end::closed));
  }

  /** Makes such channels of a type. */
  public static ChannelFactory factory(String type, Taker taker) {
    return new ChannelFactory() {
      @Override
      public String getName() {
        return type;
      }

      @Override
      public Channel createChannel(Session session) {
        return new TakenChannel(taker, SshLine.of(session));
      }
    };
  }

  @Override
  protected OpenFuture doInit(Buffer buffer) {
    Forwarding forwarding =
        new Forwarding(
            buffer.getString(), port(buffer.getUInt()), buffer.getString(), port(buffer.getUInt()));
    OpenFuture opening = new DefaultOpenFuture(forwarding, futureLock);
    taker.asked(
        getSession(),
        forwarding,
        new Answer() {
          @Override
          public SshEnd take() {
            signalChannelOpenSuccess(); // which tells the peer
            opening.setOpened();
            return end;
          }

          @Override
          public void refuse(String reason) {
            line.loop().execute(() -> sayNo(reason));
          }
        });
    return opening;
  }

  /** MINA would keep the reason to itself. */
  private void sayNo(String reason) {
    try {
      Buffer failure =
          getSession().createBuffer(SshConstants.SSH_MSG_CHANNEL_OPEN_FAILURE, 2 * reason.length());
      failure.putUInt(getRecipient());
      failure.putUInt(SshConstants.SSH_OPEN_ADMINISTRATIVELY_PROHIBITED);
      failure.putString(reason);
      failure.putString("");
      var unused = getSession().writePacket(failure);
    } catch (IOException e) {
      getSession().exceptionCaught(e);
    }
    close(true).addListener(closed -> {});
  }

  /** What is no port leads nowhere. */
  private static int port(long number) {
    return number <= MAX_PORT ? (int) number : 0;
  }

  @Override
  public void handleData(Buffer buffer) throws IOException {
    end.received(wire.data(buffer));
  }

  /** There is no such thing in a forwarded channel. */
  @Override
  public void handleExtendedData(Buffer buffer) throws IOException {
    throw new IOException("Extended data in a forwarded channel");
  }

  @Override
  protected void doWriteData(byte[] data, int off, long len) throws IOException {
    throw new IOException("Data that was not asked for"); // handleData sees to it
  }

  @Override
  protected void doWriteExtendedData(byte[] data, int off, long len) throws IOException {
    throw new IOException("Extended data in a forwarded channel");
  }

  @Override
  public void handleWindowAdjust(Buffer buffer) throws IOException {
    getRemoteWindow().expand(buffer.getUInt());
    end.roomGrew();
  }

  @Override
  public void handleEof() throws IOException {
    super.handleEof();
    end.finished();
  }

  @Override
  public void handleClose() throws IOException {
    super.handleClose();
    end.closed();
  }
}
