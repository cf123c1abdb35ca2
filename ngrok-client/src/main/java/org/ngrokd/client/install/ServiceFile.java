package org.ngrokd.client.install;

import java.nio.file.Path;

/**
 * A file that makes a service.
 *
 * @param isProgram whether it is run
 */
record ServiceFile(Path path, String text, boolean isProgram) {}
