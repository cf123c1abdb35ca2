package org.ngrokd.server.ssh;

import java.util.List;
import org.apache.sshd.client.future.DefaultOpenFuture;
import org.apache.sshd.client.future.OpenFuture;
import org.apache.sshd.common.SshConstants;
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
  SessionChannel() {
    super(List.of());
  }

  @Override
  protected OpenFuture doInit(Buffer buffer) {
    SshConnection connection = SshConnection.of(getSession());
    Place place = connection.sessions().take();
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
            "There are enough sessions in this connection"));
    connection.loop().execute(() -> close(true));
    return refused;
  }

  /** Nothing here depends on it, and there may be any number. */
  @Override
  protected Result handleEnvParsed(String name, String value) {
    return Result.ReplySuccess;
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
