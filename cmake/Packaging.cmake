# SPDX-License-Identifier: BSD-3-Clause
# What `cmake --install` and the .deb hold:
#
#   bin/adspbench
#   lib/<machine>/alsa-lib, etc/alsa	the plugins by which ALSA programs reach a card, and its name (plugins/)
#   share/adspbench/profiles	platform profiles
#   share/adspbench/tplg	compiled topologies, their sources and the class library
#   share/adspbench/module	headers, configuration and programs that compile a loadable module
#   share/adspbench/inputs	the small audio inputs of the examples
#   share/man, completions	made by the program itself
#   share/doc/adspbench		README and the pages of docs/
include(GNUInstallDirs)

set(pages ${PROJECT_BINARY_DIR}/pages)
set(page_files ${pages}/adspbench.1 ${pages}/adspbench.bash ${pages}/_adspbench ${pages}/adspbench.fish)
add_custom_command(OUTPUT ${page_files}
	COMMAND ${CMAKE_COMMAND} -E make_directory ${pages}
	COMMAND adspbench help --man > ${pages}/adspbench.1
	COMMAND adspbench help --completion bash > ${pages}/adspbench.bash
	COMMAND adspbench help --completion zsh > ${pages}/_adspbench
	COMMAND adspbench help --completion fish > ${pages}/adspbench.fish
	DEPENDS adspbench
	COMMENT "Manual page and shell completion"
	VERBATIM)
add_custom_target(pages ALL DEPENDS ${page_files})

set(data ${CMAKE_INSTALL_DATADIR}/adspbench)
install(DIRECTORY ${PROJECT_SOURCE_DIR}/fw/platform/profiles DESTINATION ${data})
install(DIRECTORY ${PROJECT_SOURCE_DIR}/tplg DESTINATION ${data} FILES_MATCHING PATTERN "*.conf")
install(DIRECTORY ${PROJECT_BINARY_DIR}/tplg DESTINATION ${data} FILES_MATCHING PATTERN "*.tplg"
	PATTERN CMakeFiles EXCLUDE)
install(DIRECTORY ${PROJECT_SOURCE_DIR}/inputs DESTINATION ${data} FILES_MATCHING PATTERN "*.wav")
install(FILES ${PROJECT_SOURCE_DIR}/tools/debugger.py DESTINATION ${data})
# what a loadable module is compiled with: cmake/adspbenchConfig.cmake, share/adspbench/module
set(module ${data}/module)
install(PROGRAMS ${PROJECT_SOURCE_DIR}/tools/build_module.py DESTINATION ${module})
install(FILES ${PROJECT_SOURCE_DIR}/tools/module_folder.py ${PROJECT_SOURCE_DIR}/tools/module_registry.py
	${PROJECT_SOURCE_DIR}/tools/genconfig.py ${ADSP_GENERATED_DIR}/module_abi.h
	${PROJECT_SOURCE_DIR}/fw/lib/library_exports.c DESTINATION ${module})
install(FILES ${PROJECT_BINARY_DIR}/.config DESTINATION ${module} RENAME config)
install(DIRECTORY ${PROJECT_SOURCE_DIR}/fw/include DESTINATION ${module} FILES_MATCHING PATTERN "*.h")
install(DIRECTORY ${PROJECT_SOURCE_DIR}/fw DESTINATION ${module} FILES_MATCHING PATTERN "Kconfig"
	PATTERN include EXCLUDE PATTERN platform EXCLUDE)
install(FILES ${PROJECT_SOURCE_DIR}/cmake/adspbenchConfig.cmake DESTINATION ${CMAKE_INSTALL_LIBDIR}/cmake/adspbench)
install(FILES ${pages}/adspbench.1 DESTINATION ${CMAKE_INSTALL_MANDIR}/man1)
install(FILES ${pages}/adspbench.bash DESTINATION ${CMAKE_INSTALL_DATADIR}/bash-completion/completions
	RENAME adspbench)
install(FILES ${pages}/_adspbench DESTINATION ${CMAKE_INSTALL_DATADIR}/zsh/vendor-completions)
install(FILES ${pages}/adspbench.fish DESTINATION ${CMAKE_INSTALL_DATADIR}/fish/vendor_completions.d)
install(FILES README.md CHANGELOG.md DESTINATION ${CMAKE_INSTALL_DOCDIR})
install(FILES LICENSE DESTINATION ${CMAKE_INSTALL_DOCDIR} RENAME copyright)
install(DIRECTORY docs DESTINATION ${CMAKE_INSTALL_DOCDIR})

set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_CONTACT "the adspbench developers <adspbench@localhost>")
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY ${PROJECT_DESCRIPTION})
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_STRIP_FILES OFF)	# reports name source lines
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_SECTION sound)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_PACKAGE_DEPENDS libdw1)	# loaded when it is needed (lib/dw)
set(CPACK_DEBIAN_PACKAGE_RECOMMENDS alsa-utils)	# topology sources are compiled by alsatplg
include(CPack)
