package org.ngrokd.streams.ssh;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import java.io.IOException;
import java.util.Queue;
import org.apache.sshd.common.SshConstants;
import org.apache.sshd.common.channel.AbstractChannel;
import org.apache.sshd.common.channel.RemoteWindow;
import org.apache.sshd.common.util.buffer.Buffer;

/** What a channel of MINA's sends for its {@link SshEnd}. Event loop of the connection. */
final class ChannelWire implements SshEnd.Wire {
  /** As OpenSSH has it; more would keep others waiting. */
  private static final int LARGEST_PACKET = 32 * 1024;

  /** What a packet needs besides the data: numbers, padding, tag; in bytes. */
  private static final int EXTRA = 512;

  private final AbstractChannel channel;
  private final Eof eof;
  private final Grow grow;

  /** Sends CHANNEL_EOF. */
  interface Eof {
    Object send() throws IOException;
  }

  /** Sends CHANNEL_WINDOW_ADJUST. */
  interface Grow {
    void send(long bytes) throws IOException;
  }

  ChannelWire(AbstractChannel channel, Eof eof, Grow grow) {
    this.channel = channel;
    this.eof = eof;
    this.grow = grow;
  }

  @Override
  public int room() {
    RemoteWindow window = channel.getRemoteWindow();
    return (int) Math.min(window.getSize(), Math.min(window.getPacketSize(), LARGEST_PACKET));
  }

  @Override
  public void data(Queue<ByteBuf> bytes, int length) throws IOException {
    Buffer packet =
        channel.getSession().createBuffer(SshConstants.SSH_MSG_CHANNEL_DATA, length + EXTRA);
    packet.putUInt(channel.getRecipient());
    packet.putUInt(length);
    int begin = packet.wpos();
    packet.wpos(begin + length);
    int left = length;
    for (ByteBuf next = bytes.peek(); left > 0 && next != null; next = bytes.peek()) {
      int part = Math.min(left, next.readableBytes());
      next.readBytes(packet.array(), begin + length - left, part);
      left -= part;
      if (!next.isReadable()) {
        bytes.remove().release();
      }
    }
    channel.getRemoteWindow().consume(length);
    var unused = channel.writePacket(packet);
  }

  @Override
  public void eof() throws IOException {
    var unused = eof.send();
  }

  @Override
  public void end() {
    var unused = channel.close(false);
  }

  @Override
  public void grow(int bytes) throws IOException {
    grow.send(bytes);
  }

  /** The data in a CHANNEL_DATA, copied: MINA needs its buffer again. */
  ByteBuf data(Buffer buffer) throws IOException {
    long length = buffer.getUInt();
    if (length > buffer.available()) {
      throw new IOException("CHANNEL_DATA of " + length + " bytes has " + buffer.available());
    }
    ByteBuf data = PooledByteBufAllocator.DEFAULT.buffer((int) length, (int) length);
    return data.writeBytes(buffer.array(), buffer.rpos(), (int) length);
  }
}
