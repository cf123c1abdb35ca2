package org.ngrokd.streams.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import org.junit.jupiter.api.Test;

class LinkOptionsTest {
  @Test
  void littleWaitsInTheSystemWhereItCanBeTold() {
    assumeTrue(Epoll.isAvailable(), "no epoll here");
    EpollSocketChannel socket = new EpollSocketChannel();

    LinkOptions.tell(socket);

    assertThat(socket.config().getOption(EpollChannelOption.TCP_NOTSENT_LOWAT))
        .isEqualTo(LinkOptions.MOST_UNSENT);
    socket.unsafe().closeForcibly();
  }

  @Test
  void otherSocketsAreLeftAsTheyAre() {
    NioSocketChannel socket = new NioSocketChannel();

    assertThatCode(() -> LinkOptions.tell(socket)).doesNotThrowAnyException();
    socket.unsafe().closeForcibly();
  }
}
