package org.ngrokd.server.ssh;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.sshd.client.future.DefaultOpenFuture;
import org.apache.sshd.client.future.OpenFuture;
import org.apache.sshd.common.SshConstants;
import org.apache.sshd.common.channel.PtyMode;
import org.apache.sshd.common.channel.RequestHandler.Result;
import org.apache.sshd.common.channel.exception.SshChannelOpenException;
import org.apache.sshd.common.util.buffer.Buffer;
import org.apache.sshd.server.channel.ChannelSession;
import org.apache.sshd.server.session.ServerSession;
import org.ngrokd.server.limits.Places.Place;

/**
 * A session: its command has words for the forwards, and it shows them. Nothing is ever run; there
 * are no files to copy, and no agent or display is forwarded.
 *
 * <p>Confined to the event loop of its connection.
 */
final class SessionChannel extends ChannelSession {
  private static final Set<String> LANGUAGE = Set.of("LC_ALL", "LC_MESSAGES", "LANG");

  /** No name of a language or a terminal is longer. */
  private static final int LONGEST_VALUE = 64;

  SessionChannel() {
    super(List.of());
  }

  @Override
  protected OpenFuture doInit(Buffer buffer) {
    SshConnection connection = SshConnection.of(getSession());
    Place place = connection.mayOpen() ? connection.sessions().take() : null;
    if (place != null) {
      addCloseFutureListener(closed -> place.leave());
      connection.command().sessionOpened();
      return super.doInit(buffer);
    }
    OpenFuture refused = new DefaultOpenFuture(this, futureLock);
    refused.setException(
        new SshChannelOpenException(
            getChannelId(),
            SshConstants.SSH_OPEN_RESOURCE_SHORTAGE,
            "A connection has up to " + SshConnection.MOST_SESSIONS + " sessions"));
    connection.loop().execute(() -> close(true)); // or it would stay in a list
    return refused;
  }

  /** The language is all that anything depends on, and there may be any number of others. */
  @Override
  protected Result handleEnvParsed(String name, String value) {
    if (LANGUAGE.contains(name) && value.length() <= LONGEST_VALUE) {
      addEnvVariable(name, value);
    }
    return Result.ReplySuccess;
  }

  @Override
  protected Result handlePtyReqParsed(
      String term, int columns, int rows, int width, int height, Map<PtyMode, Integer> modes)
      throws IOException {
    return term.length() > LONGEST_VALUE
        ? Result.ReplyFailure
        : super.handlePtyReqParsed(term, columns, rows, width, height, modes);
  }

  @Override
  protected Result handleSubsystemParsed(String request, String subsystem) {
    return Result.ReplyFailure;
  }

  @Override
  protected Result handleAgentForwardingParsed(String request) {
    return Result.ReplyFailure;
  }

  @Override
  protected Result handleX11ForwardingParsed(
      String request,
      ServerSession session,
      boolean isSingle,
      String protocol,
      String cookie,
      int screen) {
    return Result.ReplyFailure;
  }
}
