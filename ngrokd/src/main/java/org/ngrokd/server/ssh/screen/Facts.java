package org.ngrokd.server.ssh.screen;

/**
 * What a session knows from its beginning.
 *
 * @param server its name
 * @param account "" where nobody has one
 * @param wantsQr whether the first address is shown as a QR code at once
 */
public record Facts(String server, String account, boolean wantsQr) {}
