/**
 * What a running client consists of, and the order in which it starts and stops: {@link
 * org.ngrokd.client.run.RunningClient}, for the program and the library alike.
 */
@NullMarked
package org.ngrokd.client.run;

import org.jspecify.annotations.NullMarked;
