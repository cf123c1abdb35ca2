package org.ngrokd.server.ssh.screen;

import java.util.List;

/**
 * What the screen shows at one moment.
 *
 * @param server its name
 * @param account "" where nobody has one
 * @param notice the last that was told, or ""
 */
record View(
    String server,
    String account,
    List<ShownForward> forwards,
    String notice,
    Traffic.Sight traffic) {}
