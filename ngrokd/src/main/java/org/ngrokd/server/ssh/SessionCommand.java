package org.ngrokd.server.ssh;

import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;
import java.util.Optional;
import org.apache.sshd.common.io.IoInputStream;
import org.apache.sshd.common.io.IoOutputStream;
import org.apache.sshd.server.Environment;
import org.apache.sshd.server.ExitCallback;
import org.apache.sshd.server.Signal;
import org.apache.sshd.server.channel.ChannelDataReceiver;
import org.apache.sshd.server.channel.ChannelSession;
import org.apache.sshd.server.command.AsyncCommand;
import org.jspecify.annotations.Nullable;
import org.ngrokd.server.ssh.screen.Facts;
import org.ngrokd.server.ssh.screen.LiveScreen;
import org.ngrokd.server.ssh.screen.Place;
import org.ngrokd.server.ssh.screen.PlainLines;
import org.ngrokd.server.ssh.screen.Screen;
import org.ngrokd.server.ssh.words.HelpText;
import org.ngrokd.server.ssh.words.Wishes;

/**
 * What "runs" in a session: it shows the addresses of the tunnels, and why one was refused, and
 * stays until the client goes. With a terminal on which one can draw that is a {@link LiveScreen},
 * else {@link PlainLines}.
 *
 * <p>Confined to the event loop of its connection.
 */
final class SessionCommand implements AsyncCommand {
  private static final int CTRL_C = 3;
  private static final int CTRL_D = 4;

  /** For people who would wait in vain; ssh asks for its forwards before it begins a session. */
  private static final String NO_TUNNEL =
      "No tunnel is asked for: -R 80:localhost:3000 makes one, and the word help tells more";

  private final SshConnection connection;
  private final String command;
  private final int port;
  private @Nullable SessionOutput out;
  private @Nullable SessionOutput err;
  private @Nullable ExitCallback exit;
  private @Nullable Screen screen;
  private Keyboard keyboard = (bytes, start, length) -> {};

  /** Hears what is typed. */
  private interface Keyboard {
    void typed(byte[] bytes, int start, int length);
  }

  /**
   * @param command what the session wants to run, "" for a shell
   * @param port of the gateway, for the help text
   */
  SessionCommand(SshConnection connection, String command, int port) {
    this.connection = connection;
    this.command = command;
    this.port = port;
  }

  /** Takes what is typed: of no interest but from a terminal. */
  void listenTo(ChannelSession channel) {
    channel.setDataReceiver(
        new ChannelDataReceiver() {
          @Override
          public int data(ChannelSession typing, byte[] bytes, int start, int length) {
            keyboard.typed(bytes, start, length);
            return length;
          }

          @Override
          public void close() {}
        });
  }

  @Override
  public void setIoInputStream(IoInputStream in) {}

  @Override
  public void setIoOutputStream(IoOutputStream stream) {
    out = new SessionOutput(connection.line(), stream);
  }

  @Override
  public void setIoErrorStream(IoOutputStream stream) {
    err = new SessionOutput(connection.line(), stream);
  }

  @Override
  public void setInputStream(InputStream in) {}

  @Override
  public void setOutputStream(OutputStream stream) {}

  @Override
  public void setErrorStream(OutputStream stream) {}

  @Override
  public void setExitCallback(ExitCallback callback) {
    exit = callback;
  }

  /** Shows itself first, so that what its words bring about is shown. */
  @Override
  public void start(ChannelSession channel, Environment environment) {
    if (out == null || err == null) {
      throw new IllegalStateException("A session without streams");
    }
    Wishes wishes = Wishes.of(connection.user(), command.isEmpty() ? List.of() : List.of(command));
    Place place = new Place(connection.loop(), out, err, () -> leave(0));
    screen = screen(place, wishes, environment);
    connection.screens().add(screen);
    boolean isTerminal = environment.getEnv().containsKey(Environment.ENV_TERM);
    if (isTerminal && !wishes.isHelp() && connection.asksForNothing()) {
      screen.told(NO_TUNNEL);
    }
    connection.command().came(command);
    if (wishes.isHelp()) {
      leave(0);
    }
  }

  private Screen screen(Place place, Wishes wishes, Environment environment) {
    boolean isTerminal = environment.getEnv().containsKey(Environment.ENV_TERM);
    boolean wantsQr = wishes.options().wantsQr();
    String newline = isTerminal ? "\r\n" : "\n";
    PlainLines plain = new PlainLines(place, newline, wantsQr);
    if (wishes.isHelp()) {
      // in one piece: what waits when it leaves is lost
      List<String> help = HelpText.of(connection.context().names().domain(), port);
      plain.print(String.join(newline, help));
      return plain;
    }
    Optional<LiveScreen> live = isTerminal ? live(place, wantsQr, environment) : Optional.empty();
    if (isTerminal && live.isEmpty()) {
      keyboard = this::typedAtPlain;
    }
    return live.<Screen>map(each -> each).orElse(plain);
  }

  private Optional<LiveScreen> live(Place place, boolean wantsQr, Environment environment) {
    Facts facts =
        new Facts(
            connection.context().names().domain(), connection.identity().account().name(), wantsQr);
    Optional<LiveScreen> live =
        LiveScreen.of(
            facts,
            environment.getEnv(),
            place,
            connection.context().visitors().watched(),
            connection.screens().traffic());
    live.ifPresent(
        each -> {
          keyboard = each::typed;
          environment.addSignalListener(
              (channel, signal) -> each.resized(environment.getEnv()), Signal.WINCH);
        });
    return live;
  }

  /** A terminal that is not drawn on still ends its session as any does. */
  private void typedAtPlain(byte[] bytes, int start, int length) {
    for (int i = start; i < start + length; i++) {
      if (bytes[i] == CTRL_C || bytes[i] == CTRL_D) {
        leave(0);
      }
    }
  }

  @Override
  public void destroy(ChannelSession channel) {
    if (screen != null) {
      connection.screens().remove(screen);
    }
  }

  private void leave(int code) {
    if (exit != null) {
      exit.onExit(code);
    }
  }
}
