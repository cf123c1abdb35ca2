package org.ngrokd.client.install;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ngrokd.kit.cli.UserException;

/** Installing and removing the service, on a machine whose commands are only written down. */
class ServiceInstallerTest {
  @TempDir private Path root = Path.of("");
  private Path config = Path.of("");
  private final List<String> ran = new ArrayList<>();
  private final List<String> said = new ArrayList<>();
  private int exitCode;
  private boolean isRoot = true;

  @BeforeEach
  void writeConfig() throws IOException {
    config = Files.writeString(root.resolve("ngrok.yml"), "server_addr: example.com:4443\n");
  }

  private final class Written extends Machine {
    Written() {
      super(Map.of());
    }

    @Override
    Path at(Path path) {
      return root.resolve("." + path);
    }

    @Override
    boolean isRoot() {
      return isRoot;
    }

    @Override
    Outcome run(List<String> command) {
      ran.add(String.join(" ", command));
      return new Outcome(exitCode, "as it says\n");
    }
  }

  private ServiceSpec service(boolean isSystem) {
    return new ServiceSpec(
        List.of("/usr/bin/ngrok"), config, List.of("web"), isSystem, Path.of("/home/alice"));
  }

  private int run(ServiceAction action, boolean isSystem, boolean isDry) throws Exception {
    Written machine = new Written();
    return new ServiceInstaller(
            machine, ServiceInstaller.init(machine, "systemd"), isDry, said::add)
        .run(action, service(isSystem));
  }

  private Path unit() {
    return root.resolve("etc/systemd/system/ngrok.service");
  }

  @Test
  void installedServiceIsWrittenAndStarted() throws Exception {
    assertThat(run(ServiceAction.INSTALL, true, false)).isZero();

    assertThat(unit()).content().contains("ExecStart=/usr/bin/ngrok", "start web");
    assertThat(ran)
        .containsExactly(
            "systemctl daemon-reload",
            "systemctl enable ngrok.service",
            "systemctl restart ngrok.service");
    assertThat(said)
        .containsExactly(
            "Writing /etc/systemd/system/ngrok.service",
            "Running systemctl daemon-reload",
            "Running systemctl enable ngrok.service",
            "Running systemctl restart ngrok.service",
            "Its log: journalctl -u ngrok");
  }

  @Test
  void serviceOfOnePersonNeedsNoRoot() throws Exception {
    isRoot = false;

    run(ServiceAction.INSTALL, false, false);

    assertThat(root.resolve("home/alice/.config/systemd/user/ngrok.service"))
        .content()
        .contains("-config=" + config);
    assertThat(ran).allMatch(command -> command.startsWith("systemctl --user "));
  }

  @Test
  void uninstallingTakesAwayWhatInstallingWrote() throws Exception {
    run(ServiceAction.INSTALL, true, false);
    ran.clear();

    run(ServiceAction.UNINSTALL, true, false);

    assertThat(unit()).doesNotExist();
    assertThat(ran)
        .containsExactly("systemctl disable --now ngrok.service", "systemctl daemon-reload");
  }

  @Test
  void statusIsTheInitSystems() throws Exception {
    run(ServiceAction.INSTALL, true, false);
    said.clear();
    exitCode = 3;

    assertThat(run(ServiceAction.STATUS, true, false)).isEqualTo(3);

    assertThat(said).containsExactly("as it says");
  }

  @Test
  void dryRunChangesNothing() throws Exception {
    isRoot = false;

    run(ServiceAction.INSTALL, true, true);

    assertThat(unit()).doesNotExist();
    assertThat(ran).isEmpty();
    assertThat(said)
        .contains(
            "Would write /etc/systemd/system/ngrok.service",
            "  [Service]",
            "Would run systemctl daemon-reload");
  }

  @Test
  void whoMayNotIsToldHow() {
    isRoot = false;

    assertThatThrownBy(() -> run(ServiceAction.INSTALL, true, false))
        .isInstanceOf(UserException.class)
        .hasMessage(
            "A service of the machine is root's: sudo ngrok service install, or -user for one of"
                + " your own");
  }

  @Test
  void fileOfSomebodyElseStays() throws Exception {
    Files.createDirectories(unit().getParent());
    Files.writeString(unit(), "[Service]\nExecStart=/bin/mine\n");

    for (ServiceAction each : List.of(ServiceAction.INSTALL, ServiceAction.UNINSTALL)) {
      assertThatThrownBy(() -> run(each, true, false))
          .isInstanceOf(UserException.class)
          .hasMessageContaining("is not by 'ngrok service install': it is left as it is");
    }
    assertThat(unit()).content().contains("/bin/mine");
    assertThat(ran).isEmpty();
  }

  @Test
  void missingConfigIsTold() throws Exception {
    Files.delete(config);

    assertThatThrownBy(() -> run(ServiceAction.INSTALL, true, false))
        .isInstanceOf(UserException.class)
        .hasMessageStartingWith("There is no config file " + config);
    assertThat(unit()).doesNotExist();
  }

  @Test
  void whatIsNotInstalledCannotBeStarted() {
    assertThatThrownBy(() -> run(ServiceAction.START, true, false))
        .isInstanceOf(UserException.class)
        .hasMessage(
            "There is no service: /etc/systemd/system/ngrok.service is missing; 'ngrok service"
                + " install' makes it");
  }

  @Test
  void commandThatFailsIsToldWithWhatItSaid() {
    exitCode = 4;

    assertThatThrownBy(() -> run(ServiceAction.INSTALL, true, false))
        .isInstanceOf(UserException.class)
        .hasMessage("'systemctl daemon-reload' failed (4): as it says");
  }

  @Test
  void unknownInitSystemIsTold() {
    assertThatThrownBy(() -> ServiceInstaller.init(new Written(), "upstart"))
        .isInstanceOf(UserException.class)
        .hasMessageStartingWith("'upstart' is unknown: -init takes systemd, openrc, launchd");
  }
}
