package org.ngrokd.client.install;

import java.nio.file.Path;
import java.util.List;

/** OpenRC, of Alpine and Gentoo. It starts services of the machine. */
final class OpenRc implements InitSystem {
  private static final String SCRIPT =
      """
      #!/sbin/openrc-run
      # ngrok as a service, %s
      name="ngrok"
      description="Tunnels to local services"
      supervisor=supervise-daemon
      command=%s
      command_args=%s
      respawn_delay=5
      respawn_max=0
      retry="TERM/15/KILL/5"
      output_log=/var/log/ngrok.log
      error_log=/var/log/ngrok.log

      depend() {
        need net
        after firewall
      }
      """;

  @Override
  public String name() {
    return "openrc";
  }

  @Override
  public boolean hasUsers() {
    return false;
  }

  @Override
  public ServiceFile file(ServiceSpec service) {
    List<String> words = service.command(service.config().toString());
    String arguments = Quoting.shell(words.subList(1, words.size()));
    return new ServiceFile(
        Path.of("/etc/init.d").resolve(ServiceSpec.NAME),
        SCRIPT.formatted(
            ServiceSpec.MARK,
            Quoting.shell(words.get(0)),
            "'" + arguments.replace("'", "'\\''") + "'"),
        true);
  }

  @Override
  public List<List<String>> commands(ServiceAction action, ServiceSpec service) {
    String name = ServiceSpec.NAME;
    return switch (action) {
      case INSTALL ->
          List.of(
              List.of("rc-update", "add", name, "default"), List.of("rc-service", name, "restart"));
      case UNINSTALL ->
          List.of(
              List.of("rc-service", "--ifstarted", name, "stop"),
              List.of("rc-update", "delete", name, "default"));
      case STATUS, START, STOP, RESTART -> List.of(List.of("rc-service", name, action.word()));
    };
  }

  @Override
  public List<String> hints(ServiceSpec service) {
    return List.of("Its log: /var/log/ngrok.log");
  }
}
