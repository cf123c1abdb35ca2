/**
 * One server takes the place of another on the same machine without a connection lost. The one that
 * runs listens on a Unix socket in its state directory ({@link
 * org.ngrokd.server.handover.HandoverSocket}) and does what the one that comes ({@link
 * org.ngrokd.server.handover.TakeOver}) asks for, step by step ({@link
 * org.ngrokd.server.handover.Predecessor}): docs/adr/0024-upgrade-by-handing-sockets-over.md. What
 * a service manager hands over comes by the same door ({@link
 * org.ngrokd.server.handover.Inheritance}).
 */
@NullMarked
package org.ngrokd.server.handover;

import org.jspecify.annotations.NullMarked;
