package org.ngrokd.streams.ssh;

import java.io.IOException;
import org.apache.sshd.client.channel.AbstractClientChannel;
import org.apache.sshd.client.future.DefaultOpenFuture;
import org.apache.sshd.client.future.OpenFuture;
import org.apache.sshd.common.SshConstants;
import org.apache.sshd.common.channel.LocalWindow;
import org.apache.sshd.common.session.ConnectionService;
import org.apache.sshd.common.util.buffer.Buffer;

/**
 * A forwarded channel that we open ({@link Forwarding}).
 *
 * <p>Confined to the event loop of its connection.
 */
final class OpenedChannel extends AbstractClientChannel {
  /** What a packet has beyond the texts in it, in bytes. */
  private static final int EXTRA = 64;

  private final Forwarding forwarding;
  private final ChannelWire wire;
  private final SshEnd end;

  OpenedChannel(String type, Forwarding forwarding, SshLine line) {
    super(type);
    this.forwarding = forwarding;
    this.wire = new ChannelWire(this, this::sendEof, this::sendWindowAdjust);
    this.end = new SshEnd(line, wire, new ReceiveWindow());
    addCloseFutureListener(closed -> line.loop().execute(end::closed));
  }

  SshEnd end() {
    return end;
  }

  /** Registers a channel with its connection and asks for it. */
  static OpenFuture open(OpenedChannel channel, ConnectionService service) throws IOException {
    service.registerChannel(channel);
    return channel.open();
  }

  @Override
  public synchronized OpenFuture open() throws IOException {
    LocalWindow window = getLocalWindow();
    openFuture = new DefaultOpenFuture(forwarding, futureLock);
    Buffer opening = getSession().createBuffer(SshConstants.SSH_MSG_CHANNEL_OPEN, EXTRA);
    opening.putString(getChannelType());
    opening.putUInt(getChannelId());
    opening.putUInt(window.getSize());
    opening.putUInt(window.getPacketSize());
    opening.putString(forwarding.host());
    opening.putUInt(forwarding.port());
    opening.putString(forwarding.origin());
    opening.putUInt(forwarding.originPort());
    var unused = writePacket(opening);
    return openFuture;
  }

  /** Nothing is to be done: who opens it has its end. */
  @Override
  protected void doOpen() {}

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
