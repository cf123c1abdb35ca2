package org.ngrokd.streams.net;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.IoEvent;
import io.netty.channel.IoHandle;
import io.netty.channel.IoHandler;
import io.netty.channel.IoHandlerContext;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.IoOps;
import io.netty.channel.IoRegistration;
import io.netty.channel.epoll.EpollIoOps;
import io.netty.util.concurrent.ImmediateEventExecutor;
import io.netty.util.concurrent.ThreadAwareExecutor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class EpollChangesByTurnTest {
  private final Kernel kernel = new Kernel();
  private final Socket socket = new Socket();
  private final IoHandler turns = EpollChangesByTurn.factory(kernel).newHandler(kernel);
  private IoRegistration registration;

  @BeforeEach
  void register() throws Exception {
    registration = turns.register(socket);
  }

  private void turn() {
    turns.run(kernel);
  }

  @Test
  void kernelIsToldOnceATurnWhatTheSocketWantsInTheEnd() {
    registration.submit(EpollIoOps.EPOLLIN);
    registration.submit(EpollIoOps.NONE);
    registration.submit(EpollIoOps.EPOLLOUT);
    assertThat(kernel.told).isEmpty();

    turn();

    assertThat(kernel.told).containsExactly(EpollIoOps.EPOLLOUT);
  }

  @Test
  void changeThatIsTakenBackIsNotTold() {
    registration.submit(EpollIoOps.EPOLLIN);
    turn();
    kernel.told.clear();

    registration.submit(EpollIoOps.NONE);
    registration.submit(EpollIoOps.EPOLLIN);
    turn();

    assertThat(kernel.told).isEmpty();
  }

  @Test
  void socketThatIsGoneMeanwhileIsNotToldOf() {
    registration.submit(EpollIoOps.EPOLLIN);
    registration.cancel();

    turn();

    assertThat(kernel.told).isEmpty();
    assertThat(registration.submit(EpollIoOps.EPOLLIN)).isEqualTo(-1);
  }

  @Test
  void socketThatTheKernelRefusesIsClosedAndTheTurnGoesOn() {
    kernel.refuses = true;
    registration.submit(EpollIoOps.EPOLLIN);

    turn();

    assertThat(socket.isClosed).isTrue();
    assertThat(kernel.turns).isEqualTo(1);
  }

  private static final class Socket implements IoHandle {
    private boolean isClosed;

    @Override
    public void handle(IoRegistration registration, IoEvent event) {}

    @Override
    public void close() {
      isClosed = true;
    }
  }

  /** Notes what it is told. */
  private static final class Kernel
      implements IoHandler, IoHandlerFactory, IoHandlerContext, ThreadAwareExecutor {
    private final List<IoOps> told = new ArrayList<>();
    private boolean refuses;
    private int turns;

    @Override
    public IoHandler newHandler(ThreadAwareExecutor executor) {
      return this;
    }

    @Override
    public IoRegistration register(IoHandle handle) {
      return new IoRegistration() {
        private boolean isValid = true;

        @Override
        @SuppressWarnings("TypeParameterUnusedInFormals") // as the interface has it
        public <T> T attachment() {
          throw new UnsupportedOperationException();
        }

        @Override
        public long submit(IoOps ops) {
          if (refuses) {
            throw new UncheckedIOException(new IOException("no space left"));
          }
          told.add(ops);
          return 0;
        }

        @Override
        public boolean isValid() {
          return isValid;
        }

        @Override
        public boolean cancel() {
          isValid = false;
          return true;
        }
      };
    }

    @Override
    public int run(IoHandlerContext context) {
      turns++;
      return 0;
    }

    @Override
    public void wakeup() {}

    @Override
    public boolean isCompatible(Class<? extends IoHandle> handleType) {
      return true;
    }

    @Override
    public boolean canBlock() {
      return false;
    }

    @Override
    public long delayNanos(long currentTimeNanos) {
      return 0;
    }

    @Override
    public long deadlineNanos() {
      return 0;
    }

    @Override
    public boolean isExecutorThread(Thread thread) {
      return true;
    }

    @Override
    public void execute(Runnable task) {
      ImmediateEventExecutor.INSTANCE.execute(task);
    }
  }
}
