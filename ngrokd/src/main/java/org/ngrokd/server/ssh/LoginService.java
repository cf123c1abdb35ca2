package org.ngrokd.server.ssh;

import java.io.IOException;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.sshd.common.Service;
import org.apache.sshd.common.session.Session;
import org.apache.sshd.common.util.buffer.Buffer;
import org.apache.sshd.common.util.buffer.ByteArrayBuffer;
import org.apache.sshd.server.session.ServerSession;
import org.apache.sshd.server.session.ServerUserAuthService;
import org.apache.sshd.server.session.ServerUserAuthServiceFactory;

/**
 * Hears who somebody is. Every client begins with the method "none" (RFC 4252, 5.2), which MINA
 * answers by itself, with no; here it goes on under another name, since the user name may say it
 * all.
 */
final class LoginService extends ServerUserAuthService {
  private static final String NONE = "none";

  private LoginService(Session session) throws IOException {
    super(session);
  }

  @Override
  protected boolean handleUserAuthRequestMessage(
      ServerSession session, Buffer request, AtomicReference<Boolean> answer) throws Exception {
    int start = request.rpos();
    String user = request.getString();
    String service = request.getString();
    String method = request.getString();
    request.rpos(start);
    if (!method.equals(NONE)) {
      return super.handleUserAuthRequestMessage(session, request, answer);
    }
    Buffer renamed = new ByteArrayBuffer();
    renamed.putString(user);
    renamed.putString(service);
    renamed.putString(NameOnly.NAME);
    return super.handleUserAuthRequestMessage(session, renamed, answer);
  }

  /** Makes one for each connection. */
  static final class Factory extends ServerUserAuthServiceFactory {
    @Override
    public Service create(Session session) throws IOException {
      return new LoginService(session);
    }
  }
}
