package org.ngrokd.client.install;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** systemd, of the machine and of a person. */
final class Systemd implements InitSystem {
  private static final String UNIT = ServiceSpec.NAME + ".service";

  private static final String SYSTEM =
      """
      # ngrok as a service, %s
      [Unit]
      Description=ngrok, tunnels to local services
      Documentation=man:ngrok(1)
      Wants=network-online.target
      After=network-online.target

      [Service]
      Type=notify
      NotifyAccess=main
      ExecStart=%s
      Restart=on-failure
      RestartSec=5s
      TimeoutStopSec=15s
      WatchdogSec=30s
      # read by root, so that the file can be for root alone
      LoadCredential=ngrok.yml:%s
      StateDirectory=ngrok
      StateDirectoryMode=0700
      Environment=HOME=/var/lib/ngrok

      MemoryHigh=384M
      MemoryMax=512M
      TasksMax=256
      OOMPolicy=stop

      DynamicUser=true
      ProtectHome=true
      CapabilityBoundingSet=
      NoNewPrivileges=true
      UMask=0077
      ProtectSystem=strict
      PrivateTmp=true
      PrivateDevices=true
      DevicePolicy=closed
      ProtectClock=true
      ProtectControlGroups=true
      ProtectHostname=true
      ProtectKernelLogs=true
      ProtectKernelModules=true
      ProtectKernelTunables=true
      ProtectProc=invisible
      RestrictAddressFamilies=AF_INET AF_INET6 AF_UNIX
      RestrictNamespaces=true
      RestrictRealtime=true
      RestrictSUIDSGID=true
      LockPersonality=true
      RemoveIPC=true
      KeyringMode=private
      SystemCallArchitectures=native
      SystemCallFilter=@system-service
      SystemCallFilter=~@privileged @resources @mount @keyring
      SystemCallErrorNumber=EPERM

      [Install]
      WantedBy=multi-user.target
      """;

  /** What needs privileges to be taken away is not taken away. */
  private static final String OF_USER =
      """
      # ngrok as a service of one person, %s
      [Unit]
      Description=ngrok, tunnels to local services
      Documentation=man:ngrok(1)

      [Service]
      Type=notify
      NotifyAccess=main
      ExecStart=%s
      Restart=on-failure
      RestartSec=5s
      TimeoutStopSec=15s
      WatchdogSec=30s
      MemoryMax=512M
      TasksMax=256
      NoNewPrivileges=true
      UMask=0077

      [Install]
      WantedBy=default.target
      """;

  @Override
  public String name() {
    return "systemd";
  }

  @Override
  public ServiceFile file(ServiceSpec service) {
    if (!service.isSystem()) {
      String command = Quoting.systemd(service.command(service.config().toString()));
      return new ServiceFile(
          service.home().resolve(".config/systemd/user").resolve(UNIT),
          OF_USER.formatted(ServiceSpec.MARK, command),
          false);
    }
    String command = Quoting.systemd(service.command("CONFIG")).replace("CONFIG", "%d/ngrok.yml");
    return new ServiceFile(
        Path.of("/etc/systemd/system").resolve(UNIT),
        SYSTEM.formatted(ServiceSpec.MARK, command, path(service.config())),
        false);
  }

  /** It is no command line: nothing in it but a specifier's sign is special. */
  private static String path(Path config) {
    return config.toString().replace("%", "%%");
  }

  @Override
  public List<List<String>> commands(ServiceAction action, ServiceSpec service) {
    return switch (action) {
      case INSTALL ->
          List.of(
              systemctl(service, "daemon-reload"),
              systemctl(service, "enable", UNIT),
              systemctl(service, "restart", UNIT));
      case UNINSTALL -> List.of(systemctl(service, "disable", "--now", UNIT));
      case STATUS -> List.of(systemctl(service, "--no-pager", "status", UNIT));
      case START, STOP, RESTART -> List.of(systemctl(service, action.word(), UNIT));
    };
  }

  @Override
  public List<List<String>> afterRemoval(ServiceSpec service) {
    return List.of(systemctl(service, "daemon-reload"));
  }

  private static List<String> systemctl(ServiceSpec service, String... words) {
    List<String> command = new ArrayList<>(List.of("systemctl"));
    if (!service.isSystem()) {
      command.add("--user");
    }
    command.addAll(List.of(words));
    return command;
  }

  @Override
  public List<String> hints(ServiceSpec service) {
    return service.isSystem()
        ? List.of("Its log: journalctl -u ngrok")
        : List.of(
            "Its log: journalctl --user -u ngrok",
            "It ends when you log out, unless you allow it to stay: loginctl enable-linger");
  }
}
