package org.ngrokd.client.install;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import org.ngrokd.kit.cli.UserException;

/**
 * Installs ngrok as a service, and starts, stops and removes it: asks nothing, says what it writes
 * and runs, and what to do when it cannot. Used by one thread, which waits for the commands.
 */
public final class ServiceInstaller {
  private final Machine machine;
  private final InitSystem init;
  private final boolean isDry;
  private final Consumer<String> out;

  /**
   * @param isDry whether all is said and nothing done
   * @param out takes lines for people
   */
  public ServiceInstaller(Machine machine, InitSystem init, boolean isDry, Consumer<String> out) {
    this.machine = machine;
    this.init = init;
    this.isDry = isDry;
    this.out = out;
  }

  /**
   * What starts services.
   *
   * @param name "" for what is found on this machine
   * @throws UserException when there is none
   */
  public static InitSystem init(Machine machine, String name) {
    return (name.isEmpty() ? machine.initSystem() : machine.named(name))
        .orElseThrow(
            () ->
                new UserException(
                    (name.isEmpty()
                            ? "Nothing that starts services was found here"
                            : "'" + name + "' is unknown")
                        + ": -init takes systemd, openrc, launchd or winsw; without any of them put"
                        + " 'ngrok start-all' where this machine starts programs"));
  }

  /** Whether a service is the machine's, where nobody says whose. */
  public static boolean isForMachine(Machine machine, InitSystem init) {
    return machine.isRoot() || !init.hasUsers();
  }

  /**
   * Does it.
   *
   * @return the exit code, which is the init system's for the status
   * @throws UserException when it cannot be done
   */
  public int run(ServiceAction action, ServiceSpec service) throws InterruptedException {
    ServiceFile file = init.file(service);
    if (!isDry) {
      check(action, service, file);
    }
    if (action == ServiceAction.STATUS) {
      return status(service);
    }
    if (action == ServiceAction.INSTALL) {
      write(file);
    }
    for (List<String> command : init.commands(action, service)) {
      run(command, action);
    }
    if (action == ServiceAction.UNINSTALL) {
      remove(file);
      for (List<String> command : init.afterRemoval(service)) {
        run(command, action);
      }
    }
    if (action == ServiceAction.INSTALL) {
      init.hints(service).forEach(out);
    }
    return 0;
  }

  private void check(ServiceAction action, ServiceSpec service, ServiceFile file) {
    boolean changes = action != ServiceAction.STATUS;
    if (!service.isSystem() && !init.hasUsers()) {
      throw new UserException(
          init.name() + " has no services of single users: run it as root, without -user");
    }
    if (changes && service.isSystem() && !machine.isRoot()) {
      throw new UserException(
          "A service of the machine is root's: sudo ngrok service "
              + action.word()
              + (init.hasUsers() ? ", or -user for one of your own" : ""));
    }
    Path path = machine.at(file.path());
    if (action != ServiceAction.INSTALL) {
      if (!Files.exists(path)) {
        throw new UserException(
            "There is no service: "
                + file.path()
                + " is missing; 'ngrok service install' makes it");
      }
    } else {
      checkInstallable(service, file);
    }
    if (action == ServiceAction.INSTALL || action == ServiceAction.UNINSTALL) {
      checkOurs(file, path);
    }
  }

  private void checkInstallable(ServiceSpec service, ServiceFile file) {
    if (service.program().isEmpty()) {
      throw new UserException(
          "This system does not tell how ngrok was started: write "
              + file.path()
              + " yourself; 'ngrok service install -dry-run' shows one");
    }
    if (!Files.isReadable(service.config())) {
      throw new UserException(
          "There is no config file %s: the service runs its tunnels. Write it, or name another:"
                  .formatted(service.config())
              + " ngrok -config=FILE service install");
    }
    boolean isAtHome =
        service.program().stream().anyMatch(word -> word.matches(".*/home/.*|/root/.*"));
    if (service.isSystem() && isAtHome && init instanceof Systemd) {
      throw new UserException(
          "ngrok is in somebody's home directory (%s), where the service cannot read it: move it to"
                  .formatted(String.join(" ", service.program()))
              + " /usr/local, or install the service for yourself: -user");
    }
  }

  private static void checkOurs(ServiceFile file, Path path) {
    try {
      if (Files.exists(path)
          && !Files.readString(path, StandardCharsets.UTF_8).contains(ServiceSpec.MARK)) {
        throw new UserException(
            file.path()
                + " is not by 'ngrok service install': it is left as it is. Remove it first");
      }
    } catch (IOException e) {
      throw new UserException(file.path() + " cannot be read: " + e);
    }
  }

  private void write(ServiceFile file) {
    out.accept((isDry ? "Would write " : "Writing ") + file.path());
    if (isDry) {
      file.text().lines().map(line -> "  " + line).forEach(out);
      return;
    }
    Path path = machine.at(file.path());
    try {
      Path directory = path.getParent();
      if (directory != null) {
        Files.createDirectories(directory);
      }
      Files.writeString(path, file.text(), StandardCharsets.UTF_8);
      if (file.isProgram() && !path.toFile().setExecutable(true, false)) {
        throw new UserException(file.path() + " cannot be made executable");
      }
    } catch (IOException e) {
      throw new UserException(file.path() + " cannot be written: " + e);
    }
  }

  private void remove(ServiceFile file) {
    out.accept((isDry ? "Would remove " : "Removing ") + file.path());
    try {
      if (!isDry) {
        Files.deleteIfExists(machine.at(file.path()));
      }
    } catch (IOException e) {
      throw new UserException(file.path() + " cannot be removed: " + e);
    }
  }

  private int status(ServiceSpec service) throws InterruptedException {
    int exitCode = 0;
    for (List<String> command : init.commands(ServiceAction.STATUS, service)) {
      if (isDry) {
        out.accept("Would run " + Quoting.shell(command));
      } else {
        Machine.Outcome outcome = outcome(command);
        outcome.said().lines().forEach(out);
        exitCode = outcome.exitCode();
      }
    }
    return exitCode;
  }

  private void run(List<String> command, ServiceAction action) throws InterruptedException {
    out.accept((isDry ? "Would run " : "Running ") + Quoting.shell(command));
    if (isDry) {
      return;
    }
    Machine.Outcome outcome = outcome(command);
    if (outcome.exitCode() != 0 && action == ServiceAction.UNINSTALL) {
      out.accept("  it failed, which may be right: " + outcome.said().strip());
    } else if (outcome.exitCode() != 0) {
      throw new UserException(
          "'%s' failed (%d): %s"
              .formatted(Quoting.shell(command), outcome.exitCode(), outcome.said().strip()));
    }
  }

  private Machine.Outcome outcome(List<String> command) throws InterruptedException {
    try {
      return machine.run(command);
    } catch (IOException e) {
      throw new UserException(
          "'%s' cannot be run; is it %s that starts services here? -init names another"
              .formatted(command.get(0), init.name()));
    }
  }
}
