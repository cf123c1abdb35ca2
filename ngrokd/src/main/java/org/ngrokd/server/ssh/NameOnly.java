package org.ngrokd.server.ssh;

import org.apache.sshd.common.util.buffer.Buffer;
import org.apache.sshd.server.auth.AbstractUserAuth;
import org.apache.sshd.server.auth.AbstractUserAuthFactory;
import org.apache.sshd.server.auth.UserAuth;
import org.apache.sshd.server.session.ServerSession;

/** The user name says it all: what {@link LoginService} makes of the method "none". */
final class NameOnly extends AbstractUserAuth {
  static final String NAME = "token";

  private final SshLogin login;

  private NameOnly(SshLogin login) {
    super(NAME);
    this.login = login;
  }

  @Override
  protected Boolean doAuth(Buffer buffer, boolean isFirst) {
    return login.none(getUsername(), getServerSession());
  }

  /** Makes one for each request. */
  static final class Factory extends AbstractUserAuthFactory {
    private final SshLogin login;

    Factory(SshLogin login) {
      super(NAME);
      this.login = login;
    }

    @Override
    public UserAuth createUserAuth(ServerSession session) {
      return new NameOnly(login);
    }
  }
}
