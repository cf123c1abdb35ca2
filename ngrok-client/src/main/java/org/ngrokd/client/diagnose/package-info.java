/**
 * "ngrok diagnose": {@link org.ngrokd.client.diagnose.Diagnosis} tries one step after the other of
 * what a tunnel needs, and says which does not work.
 */
@NullMarked
package org.ngrokd.client.diagnose;

import org.jspecify.annotations.NullMarked;
