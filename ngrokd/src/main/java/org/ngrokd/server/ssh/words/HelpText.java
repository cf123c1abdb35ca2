package org.ngrokd.server.ssh.words;

import java.util.List;

/** What {@code ssh -p PORT DOMAIN help} prints. */
public final class HelpText {
  private static final int SSH_PORT = 22;

  private static final String TEXT =
      """
      Tunnels by plain ssh. What -R asks for at port 80, 443 or 0 is http, at any other port tcp.

        SSH -R 80:localhost:3000 DOMAIN           a web service, at a name of yours
        SSH -R shop:80:localhost:3000 DOMAIN      at shop.DOMAIN
        SSH -R 20022:localhost:22 DOMAIN          tcp at port 20022
        SSH -R 0:localhost:22 DOMAIN tcp          tcp at any port
        SSH -R box:22:localhost:22 DOMAIN private   no public port; reached by
        JUMP box

      Who you are: TOKEN@DOMAIN, the token as password, or your public key.
      Scripts: -N -T -o ExitOnForwardFailure=yes -o ServerAliveInterval=30

      Behind the server's name, as "option=value", "--option=value" or "--option value" (which ssh
      would take for its own right behind the name: put a word or -- before it):

        http | https | tcp | tls          what visitors speak
        subdomain=NAME  hostname=NAME     the address, where -R does not say it
        remote-port=PORT                  the port of a tcp tunnel
        basic-auth=USER:PASSWORD          http visitors have to know it
        allow-cidrs=NET,NET               only visitors from these networks
        deny-cidrs=NET,NET                none from these
        max-connections=N                 so many visitors' connections at a time
        redirect-https                    visitors by http are sent to https
        host-header=HOST                  what your service sees as Host
        proxy-protocol=1|2                your service is told the visitor's address
        deadline=1h30m                    the tunnel ends after this time
        private                           no public port: only by ssh, for your own account
        allowed-keys=SHA256:...,...       and for who has one of these keys
        force                             names go over from your other connections
        qr                                show the address as a QR code

      Shells, programs, file transfer, agent and X11 forwarding are not here.
      """;

  private HelpText() {}

  /**
   * The lines, with commands that work when pasted.
   *
   * @param domain the server's
   * @param port at which people reach the gateway
   */
  public static List<String> of(String domain, int port) {
    boolean isUsual = port == SSH_PORT;
    String ssh = isUsual ? "ssh" : "ssh -p " + port;
    String jump = "ssh -J " + domain + (isUsual ? "" : ":" + port);
    return TEXT.lines()
        .map(line -> line.replace("SSH", ssh).replace("JUMP", jump).replace("DOMAIN", domain))
        .toList();
  }
}
