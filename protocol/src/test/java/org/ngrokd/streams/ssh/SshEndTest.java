package org.ngrokd.streams.ssh;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import org.apache.sshd.common.keyprovider.KeyPairProvider;
import org.apache.sshd.server.SshServer;
import org.apache.sshd.server.session.SessionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.ngrokd.streams.relay.RelayEnd;

class SshEndTest {
  private final List<String> told = new ArrayList<>();
  private final List<SshLine> lines = new ArrayList<>();
  private final EmbeddedChannel socket = connection();
  private final SshEnd end = new SshEnd(lines.get(0), new Quiet(), new ReceiveWindow());

  private EmbeddedChannel connection() {
    SshServer server = SshServer.setUpDefaultServer();
    server.setKeyPairProvider(KeyPairProvider.EMPTY_KEYPAIR_PROVIDER);
    return new EmbeddedChannel(
        new SshHandler(
            new SessionFactory(server), InetSocketAddress.createUnresolved("x", 1), lines::add));
  }

  @AfterEach
  void close() {
    socket.finishAndReleaseAll();
  }

  private static ByteBuf bytes(String text) {
    return Unpooled.copiedBuffer(text, UTF_8);
  }

  @Test
  void tellsInOrderWhatComes() throws Exception {
    end.start(new Heard());

    end.received(bytes("all"));
    end.finished();
    end.closed();

    assertThat(told).containsExactly("all", "finished", "closed");
  }

  @Test
  void whatEndedInOrderBeforeItWasStartedIsToldSo() throws Exception {
    end.received(bytes("all"));
    end.finished();
    end.closed();

    end.start(new Heard());

    assertThat(told).containsExactly("all", "finished", "closed");
  }

  @Test
  void whatBrokeBeforeItWasStartedIsToldSo() throws Exception {
    end.received(bytes("not all"));
    end.closed();
    end.finished(); // it comes too late to count

    end.start(new Heard());

    assertThat(told).containsExactly("not all", "closed");
  }

  @Test
  void whatBreaksIsToldSo() throws Exception {
    end.start(new Heard());

    end.received(bytes("not all"));
    end.closed();
    end.finished();

    assertThat(told).containsExactly("not all", "closed");
  }

  /** Writes down what the end tells, but for bursts. */
  private final class Heard implements RelayEnd.Receiver {
    @Override
    public void received(ByteBuf bytes) {
      told.add(bytes.toString(UTF_8));
      bytes.release();
    }

    @Override
    public void receivedBurst() {}

    @Override
    public void finished() {
      told.add("finished");
    }

    @Override
    public void writabilityChanged() {
      told.add("writability");
    }

    @Override
    public void closed() {
      told.add("closed");
    }
  }

  /** Nothing is sent here. */
  private static final class Quiet implements SshEnd.Wire {
    @Override
    public int room() {
      return 0;
    }

    @Override
    public void data(Queue<ByteBuf> bytes, int length) {}

    @Override
    public void eof() {}

    @Override
    public void end() {}

    @Override
    public void grow(int bytes) {}
  }
}
