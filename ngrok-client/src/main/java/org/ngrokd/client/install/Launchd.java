package org.ngrokd.client.install;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

/** launchd, of macOS. */
final class Launchd implements InitSystem {
  private static final String LABEL = "org.ngrokd.ngrok";

  private static final String PLIST =
      """
      <?xml version="1.0" encoding="UTF-8"?>
      <!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">
      <!-- ngrok as a service, %s -->
      <plist version="1.0">
      <dict>
        <key>Label</key>
        <string>%s</string>
        <key>ProgramArguments</key>
        <array>
      %s
        </array>
        <key>RunAtLoad</key>
        <true/>
        <key>KeepAlive</key>
        <dict>
          <key>SuccessfulExit</key>
          <false/>
        </dict>
        <key>ThrottleInterval</key>
        <integer>5</integer>
        <key>StandardOutPath</key>
        <string>%s</string>
        <key>StandardErrorPath</key>
        <string>%s</string>
      </dict>
      </plist>
      """;

  private final String userId;

  /**
   * @param userId the person's, as a number
   */
  Launchd(String userId) {
    this.userId = userId;
  }

  @Override
  public String name() {
    return "launchd";
  }

  private static String log(ServiceSpec service) {
    return service.isSystem()
        ? "/var/log/ngrok.log"
        : service.home().resolve("Library/Logs/ngrok.log").toString();
  }

  private static Path plist(ServiceSpec service) {
    Path directory =
        service.isSystem()
            ? Path.of("/Library/LaunchDaemons")
            : service.home().resolve("Library/LaunchAgents");
    return directory.resolve(LABEL + ".plist");
  }

  private String domain(ServiceSpec service) {
    return service.isSystem() ? "system" : "gui/" + userId;
  }

  @Override
  public ServiceFile file(ServiceSpec service) {
    String words =
        service.command(service.config().toString()).stream()
            .map(word -> "    <string>" + Quoting.xml(word) + "</string>")
            .collect(Collectors.joining("\n"));
    String log = Quoting.xml(log(service));
    return new ServiceFile(
        plist(service), PLIST.formatted(ServiceSpec.MARK, LABEL, words, log, log), false);
  }

  @Override
  public List<List<String>> commands(ServiceAction action, ServiceSpec service) {
    String domain = domain(service);
    String target = domain + "/" + LABEL;
    String plist = plist(service).toString();
    return switch (action) {
      case INSTALL, START -> List.of(List.of("launchctl", "bootstrap", domain, plist));
      case UNINSTALL, STOP -> List.of(List.of("launchctl", "bootout", target));
      case STATUS -> List.of(List.of("launchctl", "print", target));
      case RESTART -> List.of(List.of("launchctl", "kickstart", "-k", target));
    };
  }

  @Override
  public List<String> hints(ServiceSpec service) {
    return List.of("Its log: " + log(service));
  }
}
