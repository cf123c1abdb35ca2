/**
 * What a service manager (systemd) and a program say to each other: {@link
 * org.ngrokd.streams.service.ServiceManager} tells it when the program is ready, and that it is
 * alive; {@link org.ngrokd.streams.service.ActivatedSocket}s are those that it has opened. Nothing
 * here is loaded where there is none.
 */
@NullMarked
package org.ngrokd.streams.service;

import org.jspecify.annotations.NullMarked;
