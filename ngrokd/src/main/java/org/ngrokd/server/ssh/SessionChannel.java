package org.ngrokd.server.ssh;

import java.io.IOException;
import java.util.List;
import org.apache.sshd.common.channel.RequestHandler.Result;
import org.apache.sshd.common.session.ConnectionService;
import org.apache.sshd.common.session.Session;
import org.apache.sshd.server.channel.ChannelSession;
import org.apache.sshd.server.session.ServerSession;

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
  public void init(ConnectionService service, Session session, long id) throws IOException {
    super.init(service, session, id);
    SshConnection.of(session).command().sessionOpened();
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
