/**
 * The configuration as immutable records, and the reader that makes them from YAML. A leaf: it
 * knows nothing else of fsl but {@link io.fsl.text}. Where to find what, entry points first:
 *
 * <ul>
 *   <li><b>What comes out:</b> {@link FetchConfig} with each {@link FetchSource} and its {@link
 *       Server}; {@link CopyConfig} with each {@link CopySource} and {@link Destination}; {@link
 *       Settings}, which both have.
 *   <li><b>From file to record:</b> {@link ConfigReader} reads a {@link ConfigFile}: its {@link
 *       ConfigText} as a {@link YamlTree}, whose {@link Mappings} become {@link Section}s.
 *   <li><b>A reader per part of a file:</b> {@link FetchReader}, {@link FetchSourceReader}, {@link
 *       ServerReader}, {@link AfterFetchReader}; {@link CopyReader}, {@link CopySourceReader},
 *       {@link DestinationReader}; {@link SettingsReader}, {@link SelectionReader} and {@link
 *       ReadinessReader} for both.
 *   <li><b>One value:</b> {@link Scalar}, with {@link Variables} put in, read as a {@link Form}
 *       such as those of {@link Amounts}, {@link LocalPaths}, {@link FileMode} or {@link
 *       OrderForm}.
 *   <li><b>Which files are wanted:</b> {@link Selection} of {@link Glob}s, made by {@link
 *       GlobCompiler}.
 *   <li><b>Checks of the whole:</b> {@link FolderOverlap}, {@link SecretExposure}.
 *   <li><b>What is wrong:</b> {@link Problems}, each at its {@link Position}, thrown together as a
 *       {@link ConfigException}.
 * </ul>
 */
@NullMarked
package io.fsl.config;

import org.jspecify.annotations.NullMarked;
