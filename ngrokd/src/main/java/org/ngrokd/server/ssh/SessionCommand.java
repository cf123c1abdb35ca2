package org.ngrokd.server.ssh;

import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;
import org.apache.sshd.common.io.IoInputStream;
import org.apache.sshd.common.io.IoOutputStream;
import org.apache.sshd.server.Environment;
import org.apache.sshd.server.ExitCallback;
import org.apache.sshd.server.channel.ChannelDataReceiver;
import org.apache.sshd.server.channel.ChannelSession;
import org.apache.sshd.server.command.AsyncCommand;
import org.jspecify.annotations.Nullable;
import org.ngrokd.kit.text.Printable;
import org.ngrokd.server.ssh.words.HelpText;
import org.ngrokd.server.ssh.words.Wishes;

/**
 * What "runs" in a session: it prints the addresses of the tunnels, and why one was refused, and
 * stays until the client goes. Lines for people and scripts: addresses on standard output, all
 * else on standard error.
 *
 * <p>Confined to the event loop of its connection.
 */
final class SessionCommand implements AsyncCommand, Screen {
  private static final int END_OF_TEXT = 3;

  private final SshConnection connection;
  private final String command;
  private final int port;
  private @Nullable SessionOutput out;
  private @Nullable SessionOutput err;
  private @Nullable ExitCallback exit;
  private String newline = "\n";

  /**
   * @param command what the session wants to run, "" for a shell
   * @param port of the gateway, for the help text
   */
  SessionCommand(SshConnection connection, String command, int port) {
    this.connection = connection;
    this.command = command;
    this.port = port;
  }

  /** Hears what is typed: a terminal's control-C ends the session. */
  void listenTo(ChannelSession channel) {
    channel.setDataReceiver(
        new ChannelDataReceiver() {
          @Override
          public int data(ChannelSession typing, byte[] bytes, int start, int length) {
            for (int i = start; i < start + length; i++) {
              if (bytes[i] == END_OF_TEXT) {
                leave(0);
              }
            }
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

  @Override
  public void start(ChannelSession channel, Environment environment) {
    boolean isTerminal = environment.getEnv().containsKey(Environment.ENV_TERM);
    newline = isTerminal ? "\r\n" : "\n";
    connection.show(this);
    connection.command().came(command);
    Wishes wishes =
        Wishes.of(connection.user(), command.isEmpty() ? List.of() : List.of(command));
    if (wishes.isHelp()) {
      // in one piece: what waits when it leaves is lost
      print(String.join(newline, HelpText.of(connection.context().names().domain(), port)));
      leave(0);
    }
  }

  @Override
  public void destroy(ChannelSession channel) {
    connection.forget(this);
  }

  @Override
  public void opened(List<String> urls) {
    urls.forEach(this::print);
  }

  @Override
  public void refused(String why) {
    if (err != null) {
      err.write(Printable.sentence(why) + newline);
    }
  }

  private void print(String line) {
    if (out != null) {
      out.write(line + newline);
    }
  }

  private void leave(int code) {
    if (exit != null) {
      exit.onExit(code);
    }
  }
}
