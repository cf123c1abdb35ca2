package org.ngrokd.server.teams.store;

import org.jdbi.v3.core.Handle;

/** All tables within one transaction; of no use after it. Confined to the thread that has it. */
public final class Tables {
  private final Handle handle;
  private final OwnTable own;

  Tables(Handle handle) {
    this.handle = handle;
    this.own = new OwnTable(handle);
  }

  public AccountTable accounts() {
    return new AccountTable(handle, own);
  }

  public NameTable names() {
    return new NameTable(handle, own);
  }

  public TokenTable tokens() {
    return new TokenTable(handle, own);
  }

  public SshKeyTable keys() {
    return new SshKeyTable(handle, own);
  }

  public CertificateTable certificates() {
    return new CertificateTable(handle);
  }

  public OrderTable orders() {
    return new OrderTable(handle);
  }

  public SessionTable sessions() {
    return new SessionTable(handle);
  }

  public OnceTable once() {
    return new OnceTable(handle);
  }

  public DeviceTable devices() {
    return new DeviceTable(handle);
  }

  public AuditTable audit() {
    return new AuditTable(handle);
  }

  public OwnTable own() {
    return own;
  }
}
